# Whether the managing account may set passwords. chpasswd without input changes nothing.
id -u "$account" >/dev/null 2>&1 || answer no-account
root=
[ "$(id -u)" = 0 ] || root='sudo -n'
$root chpasswd </dev/null >/dev/null 2>&1 || answer no-rights
if [ -z "$root" ] && [ -e /etc/shadow ] && [ ! -w /etc/shadow ]; then answer read-only; fi
# Another program would show the password in the list of processes.
[ "$(command -v printf)" = printf ] || answer no-tool

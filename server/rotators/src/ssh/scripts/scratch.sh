# Accounts of rehearsals, and no others.
case $account in strongroom_rehearsal_*) ;; *) answer failed ;; esac
root=
[ "$(id -u)" = 0 ] || root='sudo -n'
missing() { ! id -u "$account" >/dev/null 2>&1; }

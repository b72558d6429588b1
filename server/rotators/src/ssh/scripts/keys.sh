# The account's authorized_keys. sshd ignores one that others may write; then it is not ours to repair.
eval "home=~$account"
[ -d "$home" ] || answer no-home
directory=$home/.ssh
file=$directory/authorized_keys
user=$(id -u)
exists() { [ -e "$1" ] || [ -L "$1" ]; }
only_ours() { [ -n "$(find "$1" -prune -type "$2" -user "$user" ! -perm -020 ! -perm -002 2>/dev/null)" ]; }
state() { if exists "$file"; then cksum <"$file" 2>/dev/null; else echo none; fi; }
only_ours "$home/." d || answer unsafe
if exists "$directory"; then only_ours "$directory" d || answer unsafe; fi
if exists "$file"; then only_ours "$file" f || answer unsafe; fi

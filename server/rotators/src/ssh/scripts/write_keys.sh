# Replaces the file in one step, if it is still the one that was read.
IFS= read -r expected
IFS= read -r size
temporary=$directory/.authorized_keys.$nonce
leave() {
    rm -f "$temporary" 2>/dev/null
    answer "$1"
}
cannot() {
    if [ -w "$1" ]; then leave failed; fi
    if [ -n "$(find "$1" -prune -perm -200 2>/dev/null)" ]; then leave read-only; fi
    leave not-writable
}
trap 'rm -f "$temporary"; exit 1' HUP INT PIPE TERM
exists "$directory" || mkdir "$directory" 2>/dev/null || cannot "$home/."
(set -C && cat >"$temporary") 2>/dev/null || cannot "$directory"
[ "$(($(wc -c <"$temporary")))" = "$size" ] || leave cut
[ "$(state)" = "$expected" ] || leave changed
sync "$temporary" 2>/dev/null
mv -f "$temporary" "$file" 2>/dev/null || cannot "$directory"
# A removed key must not come back after a crash.
sync "$directory" 2>/dev/null
answer done

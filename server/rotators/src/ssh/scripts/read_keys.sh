before=$(state)
size=0
if [ "$before" != none ]; then
    [ -r "$file" ] || answer unsafe
    size=$(($(wc -c <"$file")))
    [ "$size" -le 262144 ] || answer too-long
fi
printf '\n%s content %s %s\n' "$nonce" "$size" "$before"
[ "$before" = none ] || cat "$file"
[ "$(state)" = "$before" ] || answer changed
answer done

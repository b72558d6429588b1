# Not from the input itself: chpasswd would set what is left of a line that was cut.
IFS= read -r line || answer cut
printf '%s\n' "$line" | $root chpasswd >/dev/null 2>&1 || answer refused
answer done

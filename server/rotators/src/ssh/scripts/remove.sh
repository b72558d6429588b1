missing || $root userdel -rf "$account" >/dev/null 2>&1
if missing; then answer done; fi
answer failed

command -v useradd >/dev/null || answer no-tool
if missing; then
    $root useradd -m -s /bin/false -p '*' "$account" >/dev/null 2>&1
    status=$?
fi
if ! missing; then answer done; fi
if [ -n "$root" ] && [ "$status" = 1 ]; then answer no-rights; fi
if [ -z "$root" ] && [ ! -w /etc/passwd ]; then answer read-only; fi
answer failed

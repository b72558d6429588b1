# Every script begins like this. Nothing secret is in a script: what it needs comes behind it, line by line.
PATH=$PATH:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
umask 077
IFS= read -r nonce
IFS= read -r account
# The nonce tells answers from what start-up files of the shell print.
answer() {
    printf '\n%s %s\n' "$nonce" "$*"
    exit 0
}

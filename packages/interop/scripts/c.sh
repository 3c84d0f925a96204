needs cc
library=$cache/libnats
[ -f "$library/version" ] || quietly sh "$here/get-libnats.sh" "$library" || leave_out "$(last_words)"
quietly cc -std=c11 -O1 -Wall -Wextra -I"$library/include" "$program"/*.c -o "$cache/interop" \
  -L"$library/lib" -lnats -Wl,--allow-shlib-undefined -Wl,--disable-new-dtags -Wl,-rpath,"$library/lib" || give_up "cc"
runs_by "'$cache/interop'"
echo "c: libnats $(cat "$library/version"), cc $(cc -dumpfullversion -dumpversion)"

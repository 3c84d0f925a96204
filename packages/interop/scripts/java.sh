needs javac java mvn
# The libraries are fetched anew when the project file is another than they were fetched for.
if ! cmp -s "$program/pom.xml" "$cache/lib/pom.xml"; then
  rm -rf "$cache/lib"
  quietly mvn -B -q -f "$program/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$cache/lib" ||
    leave_out "jnats cannot be had: $(grep -m 1 ERROR "$cache/log")"
  cp "$program/pom.xml" "$cache/lib/pom.xml"
fi
if [ ! -f "$cache/classes/Main.class" ] || [ -n "$(find "$program" -newer "$cache/classes/Main.class")" ]; then
  quietly javac -Xlint:all,-classfile,-try -d "$cache/classes" -cp "$cache/lib/*" "$program"/*.java ||
    give_up "javac"
fi
runs_by "java -cp '$cache/classes:$cache/lib/*' Main"
echo "java: jnats $(basename "$cache"/lib/jnats-*.jar .jar | cut -d- -f2), $(javac -version)"

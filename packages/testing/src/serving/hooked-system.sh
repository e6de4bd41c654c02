#!/usr/bin/env bash
# A serving system for tests that is driven by commands: `hooked-system.sh FOLDER COMMAND`. It knows two sides and a
# weight, keeps them in FOLDER, and fails where it was not told the values of a command.
set -euo pipefail
mkdir -p "$1"
cd "$1"

known() { [ -f "$1" ] && cat "$1" || true; }
keep() { if [ -n "$2" ]; then printf %s "$2" >"$1.new" && mv "$1.new" "$1"; else rm -f "$1"; fi; }
json() { if [ -n "$(known "$1")" ]; then printf '"%s"' "$(known "$1")"; else printf null; fi; }

[ "$2" = status ] || : "${WEIGHBRIDGE_FENCE:?}"
stable=${WEIGHBRIDGE_STABLE:-$(known stable)}
case $2 in
  status)
    printf '{"stable": %s, "canary": %s, "weight": %s, "healthy": true}\n' "$(json stable)" "$(json canary)" "$(cat weight 2>/dev/null || echo 0)"
    ;;
  start)
    [ -r "$WEIGHBRIDGE_MODEL" ]
    [ "$(known canary)" = "$WEIGHBRIDGE_CANARY" ] || echo 0 >weight
    keep canary "$WEIGHBRIDGE_CANARY"
    ;;
  set-weight)
    keep stable "$stable"
    keep canary "$WEIGHBRIDGE_CANARY"
    echo "$WEIGHBRIDGE_WEIGHT" >weight
    ;;
  promote)
    keep stable "$WEIGHBRIDGE_CANARY"
    keep canary ''
    echo 0 >weight
    ;;
  abort)
    keep stable "$stable"
    keep canary ''
    echo 0 >weight
    ;;
  *)
    echo "no command $2" >&2
    exit 64
    ;;
esac

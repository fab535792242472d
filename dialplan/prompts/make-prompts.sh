#!/bin/bash
# make-prompts.sh [LANG]
# Makes the recordings LANG/NAME.wav (8 kHz, 16 bit, mono: Asterisk plays them as they are) from LANG/prompts.txt,
# LANG being "en" unless given. VOICE is a voice of flite, "slt" unless set. Needs flite and sox; the recordings are
# kept with the sources, so only whoever changes a phrase needs to run it.
set -euo pipefail
cd "$(dirname "$0")"
lang=${1:-en}
voice=${VOICE:-slt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

while IFS= read -r line || [ -n "$line" ]; do
  [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
  if ! [[ $line =~ ^([a-z0-9-]+)[[:space:]]*[=$'\t'][[:space:]]*(.+)$ ]]; then
    echo "$lang/prompts.txt: not \"name = words\": $line" >&2
    exit 1
  fi
  name=${BASH_REMATCH[1]}
  flite -voice "$voice" -t "${BASH_REMATCH[2]}" -o "$work/said.wav"
  # 50 ms of silence stay at each end, so that the first sound is not clipped. No dither: the same words, the same file.
  sox -D "$work/said.wav" -r 8000 -c 1 -b 16 -e signed-integer "$work/$name.wav" \
    highpass 120 \
    silence 1 0.02 0.5% reverse silence 1 0.02 0.5% reverse \
    pad 0.05 0.05 norm -3
done <"$lang/prompts.txt"

rm -f "$work/said.wav" "$lang"/*.wav
mv "$work"/*.wav "$lang/"
echo "$lang: $(find "$lang" -name '*.wav' | wc -l) recordings, $(du -ck "$lang"/*.wav | tail -1 | cut -f1) kB"

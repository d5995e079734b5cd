#!/bin/bash
# Transcribes what is new below /data/raw_audio, then adds prosody and emotion to the transcripts.
set -euo pipefail
if [ -z "$(ls -A /data/raw_audio 2>/dev/null)" ]; then
    echo "no recordings"
    exit 0
fi
uv run slower-whisper transcribe --model "$WHISPER_MODEL" --device "$WHISPER_DEVICE" --language "$WHISPER_LANGUAGE" --project-dir /data
if [ "$ENABLE_AUDIO_ENRICHMENT" = true ]; then
    uv run slower-whisper enrich --device "$WHISPER_DEVICE" --project-dir /data
fi

#!/bin/bash
# Runs before ComfyUI starts: nodes that are not in the image, cloned once. ComfyUI Manager updates them.
set -eu
node() {
    local folder=/root/ComfyUI/custom_nodes/${1##*/}
    [ -d "$folder" ] || git clone --depth 1 "$1" "$folder"
}
node https://github.com/kijai/ComfyUI-WanVideoWrapper
node https://github.com/cubiq/ComfyUI_IPAdapter_plus

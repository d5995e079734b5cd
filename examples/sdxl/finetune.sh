#!/bin/bash
# Builds what the image lacks, then trains; all pods run it, and the first one is the master.
set -euo pipefail
cd /work
git clone --recurse-submodules --branch rocm_enabled https://github.com/ROCm/bitsandbytes.git
(cd bitsandbytes && pip install -r requirements-dev.txt && cmake -DBNB_ROCM_ARCH=gfx942 -DCOMPUTE_BACKEND=hip -S . && make && pip install .)
git clone --depth 1 https://github.com/huggingface/diffusers
pip install deepspeed==0.14.5 wandb ./diffusers -r diffusers/examples/text_to_image/requirements_sdxl.txt

cd diffusers/examples/text_to_image
# The pods are called <job>-<index>, whatever the job is called.
exec accelerate launch --config_file /etc/config/default_config_accelerate.yaml \
    --main_process_ip "${HOSTNAME%-*}-0.sdxl-finetune" --main_process_port "$MASTER_PORT" \
    --machine_rank "$NODE_RANK" --num_machines "$NNODES" --num_processes $((8 * NNODES)) \
    train_text_to_image_sdxl.py \
    --pretrained_model_name_or_path stabilityai/stable-diffusion-xl-base-1.0 \
    --pretrained_vae_model_name_or_path madebyollin/sdxl-vae-fp16-fix \
    --dataset_name lambdalabs/naruto-blip-captions \
    --resolution 512 --center_crop --random_flip --proportion_empty_prompts 0.1 \
    --train_batch_size 12 --gradient_checkpointing --num_train_epochs 500 --use_8bit_adam \
    --learning_rate 1e-04 --lr_scheduler cosine --lr_warmup_steps 200 --mixed_precision fp16 \
    --checkpointing_steps 1000 --report_to wandb --output_dir /mnt/sdxl-naruto

#!/usr/bin/env bash
# sbatch docs/recipes/slurm.sh: eight nodes run an eighth of the matrix each. When they are done:
#   npx rootless-matrix merge --output merged "$HOME"/rootless-matrix/shard-*/2*/
#SBATCH --job-name=rootless-matrix
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=05:00:00
set -euo pipefail
# On the node's own disk: a snapshot is read at once, and a shared directory is slow.
export ROOTLESS_MATRIX_CACHE="${TMPDIR:-/tmp}/rootless-matrix-cache"
cd "${ROOTLESS_MATRIX:?where the checkout is, with npm ci done}"
npx rootless-matrix doctor
npx rootless-matrix run --preset nightly --shard auto --yes --runs-dir "$HOME/rootless-matrix/shard-$SLURM_ARRAY_TASK_ID"

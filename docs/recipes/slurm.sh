#!/usr/bin/env bash
# sbatch docs/recipes/slurm.sh: eight nodes run an eighth of the matrix each. When they are done:
#   npx rootless-matrix merge --output merged "$HOME"/rootless-matrix/shard-*/2*/
#SBATCH --job-name=rootless-matrix
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=05:00:00
set -euo pipefail
# On the node's own disk, where the site gives each job a directory there: a snapshot is read at once, and a shared directory is
# slow. Never a name in /tmp: whoever makes it first chooses what runs here.
export ROOTLESS_MATRIX_CACHE="${SLURM_TMPDIR:-$HOME/.cache}/rootless-matrix"
cd "${ROOTLESS_MATRIX:?where the checkout is, with npm ci done}"
npx rootless-matrix doctor
# What is new in the mirrors: the first node adds it to tonight's matrix, and all take that one.
state=$HOME/rootless-matrix/upstream
mkdir -p "$state"
tonight=$state/tonight-$SLURM_ARRAY_JOB_ID.yaml
(
  flock 9
  [ ! -e "$tonight" ] || exit 0
  # A preset cannot be added to. Remove the copy where the preset is another one.
  [ -e "$state/nightly.yaml" ] || cp harness/matrix/presets/nightly.yaml "$state/"
  npx rootless-matrix watch-upstream --matrix "$state/nightly.yaml" ||
    echo "watch-upstream failed, the matrix is that of the last night" >&2
  cp "$state/nightly.yaml" "$tonight.new"
  mv "$tonight.new" "$tonight"
) 9> "$state/lock"
# The lock belongs to the checkout: what stays with the state would hold a series of kernels to its first release.
cp "$tonight" "nightly-$SLURM_ARRAY_TASK_ID.yaml"
npx rootless-matrix run --matrix "nightly-$SLURM_ARRAY_TASK_ID.yaml" --shard auto --yes --runs-dir "$HOME/rootless-matrix/shard-$SLURM_ARRAY_TASK_ID"

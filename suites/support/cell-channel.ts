/** Between vitest's thread, which is started before there is a VM, and the process that hears of one. */
export const cellChannel = 'rootless-matrix.cell'

/** VMs that outlive the command that started them. */
export { keepVm, keptNote, type KeptVm, keptVms, stopKeptVm } from './kept.ts'

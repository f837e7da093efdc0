export { bytes } from './bytes.ts'
export { type RunView, type Screen, terminalView, plainView } from './live.ts'
export { transferView } from './transfers.ts'

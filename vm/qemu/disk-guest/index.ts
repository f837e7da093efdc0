export { copyOutOfDisk } from './disk-guest.ts'

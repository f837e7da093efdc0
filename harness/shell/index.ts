/** A person in a VM: at its prompt, or in one that is kept. */
export { type KeepRequest } from './keeper.ts'
export { readPlace, shellPlaces, type ShellUser, shellUsers, type Stand, userComplaint } from './places.ts'
export { isTerminal, type Seat, sit } from './sit.ts'
export { startKeeper } from './start-keeper.ts'

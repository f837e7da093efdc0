export { prepareEntry, readEntry } from './entry.ts'
export { openStore } from './open-store.ts'
export { type Store, type StoreCall, StoreError } from './store.ts'

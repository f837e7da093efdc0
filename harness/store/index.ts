export { type Entry, type EntryKind, prepareEntry, readEntry } from './entry.ts'
export { openStore, type OpenStoreOptions } from './open-store.ts'
export { digestOf, type Store, type StoreCall, StoreError } from './store.ts'

export { prepareEntry, prepareFacts, readEntry, readFacts } from './entry.ts'
export { openStore } from './open-store.ts'
export { digestOf, type Store, type StoreCall, StoreError } from './store.ts'

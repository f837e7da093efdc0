export { pushCache } from './push.ts'
export { StoreOrigin } from './store-origin.ts'

/** What is pinned, and where what was fetched lies. Loading this loads none of the machinery that gets an artifact. */
export { cacheDirectory, hashOf } from '../artifacts/cache-keys.ts'
export { assertOwnCache } from '../artifacts/cache-root.ts'
export type { Lock } from '../artifacts/lock/lock.ts'
export { lockSchemaFile, lockSchemaText } from '../artifacts/lock/lock-schema.ts'
export { lockPathFor, openLockFile, readLockFile } from '../artifacts/lock/lock-file.ts'
export { isBaseImageCached } from '../guest/base-image-key.ts'

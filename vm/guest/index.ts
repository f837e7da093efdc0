export * from './command-line.ts'
export * from './connect.ts'
export * from './guest.ts'
export * from './keys.ts'

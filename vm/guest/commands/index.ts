export * from './commands.ts'

// Until every branch says testing/.
export * from './testing/fake-ambient.ts'

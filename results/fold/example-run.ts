// Until every branch says ../testing/.
export * from '../testing/index.ts'

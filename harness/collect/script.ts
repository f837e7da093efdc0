import { readFile } from 'node:fs/promises'

/** The script, as a customer reads and runs it. */
export const collectScript = (): Promise<string> => readFile(new URL('collect.sh', import.meta.url), 'utf8')

import { createInterface } from 'node:readline/promises'

/** Asks for a line on the terminal. @throws what the signal was aborted with. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
	const terminal = createInterface({ input: process.stdin, output: process.stdout })
	try {
		return await terminal.question(`${question} `, { signal })
	} finally {
		terminal.close()
	}
}

/** Anything but yes is no. @throws what the signal was aborted with. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
	return /^y(es)?$/i.test((await ask(`${question} [y/N]`, signal)).trim())
}

import { createInterface } from 'node:readline/promises'

/** Asks on the terminal; anything but yes is no. @throws what the signal was aborted with. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
	const terminal = createInterface({ input: process.stdin, output: process.stdout })
	try {
		const answer = await terminal.question(`${question} [y/N] `, { signal })
		return /^y(es)?$/i.test(answer.trim())
	} finally {
		terminal.close()
	}
}

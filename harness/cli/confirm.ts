import { createInterface } from 'node:readline/promises'

interface Terminal {
	readonly input: NodeJS.ReadableStream
	readonly output: NodeJS.WritableStream
}

/** Lines that were typed or pasted before their question was asked. */
const ahead: string[] = []

/** Asks for a line on the terminal, or takes one typed ahead. @throws what the signal was aborted with. */
export async function ask(
	question: string,
	signal: AbortSignal,
	{ input = process.stdin, output = process.stdout }: Partial<Terminal> = {},
): Promise<string> {
	signal.throwIfAborted()
	const typed = ahead.shift()
	if (typed !== undefined) {
		output.write(`${question} ${typed}\n`)
		return typed
	}
	const terminal = createInterface({ input, output })
	terminal.on('line', (line) => ahead.push(line))
	try {
		return await terminal.question(`${question} `, { signal })
	} finally {
		terminal.close()
	}
}

/** Anything but yes is no; what was typed before the question is no answer to it. @throws what the signal was aborted with. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
	ahead.length = 0
	return /^y(es)?$/i.test((await ask(`${question} [y/N]`, signal)).trim())
}

import { createInterface } from 'node:readline/promises'
import { InterruptedError } from '#results/errors'

interface Terminal {
	readonly input: NodeJS.ReadableStream
	readonly output: NodeJS.WritableStream
}

/** Lines that were typed or pasted before their question was asked. */
const ahead: string[] = []

/**
 * Asks for a line on the terminal, or takes one typed ahead.
 * @throws what the signal was aborted with; InterruptedError where the input ended, as with Ctrl-D.
 */
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
	const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)))
	// What it is rejected with on Ctrl-C and Ctrl-D is words of Node's, and input that ends rejects nothing.
	const answered = terminal.question(`${question} `, { signal }).catch(() => undefined)
	const answer = await Promise.race([answered, closed])
	terminal.close()
	signal.throwIfAborted()
	if (answer !== undefined) return answer
	output.write('\n')
	throw new InterruptedError('There was no answer.')
}

/** Anything but yes is no; what was typed before the question is no answer to it. @throws what the signal was aborted with. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
	ahead.length = 0
	return /^y(es)?$/i.test((await ask(`${question} [y/N]`, signal)).trim())
}

import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { HostError } from '#results/errors'
import { howEnded } from './program.ts'
import { startSession } from './session.ts'

/** A program of this project's that may outlive this process. Until it is let go, it ends with this process. */
export interface DetachedProgram {
	readonly pid: number
	/** What it prints, line by line, until it is let go. */
	readonly lines: AsyncIterable<string>
	/** How it ended, for a person. Never rejects. */
	readonly ended: Promise<string>
	/** Sends it a line. */
	tell(line: string): void
	/** Closes its standard input: it ends, where it was not told to stay. */
	hangUp(): void
	/** Nothing of it keeps this process any more. */
	letGo(): void
}

/**
 * Starts a file of this project, in TypeScript or built, in a session of its own: neither Ctrl-C nor the terminal's end reach it.
 * Its standard input is a pipe, whose end means that this process is gone. `errorFile` gets its standard error.
 * @throws HostError
 */
export async function startDetached(
	file: string,
	{ errorFile, env }: { readonly errorFile: string; readonly env: NodeJS.ProcessEnv },
): Promise<DetachedProgram> {
	const register = new URL('typescript/register.js', import.meta.url).href
	const errors = await open(errorFile, 'a', 0o600)
	try {
		const node = file.endsWith('.ts') ? ['--import', register, file] : [file]
		const program = await startSession([process.execPath, ...node], {
			stdout: 'pipe',
			stderr: errors.fd,
			env,
		})
		const { pid, stdin, stdout } = program
		return {
			pid,
			lines: createInterface({ input: stdout! }),
			ended: program.ended.then(({ code, signal }) =>
				signal ? `was ended by ${signal}` : howEnded(code ?? 1),
			),
			tell: (line) => void stdin.write(`${line}\n`),
			hangUp: () => void stdin.end(),
			letGo() {
				stdin.end()
				stdout!.destroy()
				program.unref()
			},
		}
	} catch (cause) {
		throw new HostError(`${file} could not be started`, {
			cause,
			hint: 'Is the machine out of processes or memory?',
		})
	} finally {
		await errors.close()
	}
}

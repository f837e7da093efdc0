import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { HostError } from '#results'
import { ArtifactFault } from '../fault.ts'
import { tooLarge } from './entry-path.ts'

/** The address space of a decompressor, bytes: xz and zstd of Debian's packages need a tenth of it. */
const MAX_MEMORY = 4 * 2 ** 30
const NOBODY = 65_534

/**
 * Decompressors are written in C and read what nobody vouches for: they run with a file as standard input, a pipe as
 * output, and neither privileges nor a way to get any. What comes out is parsed here.
 */
function unprivileged(argv: readonly string[]): readonly string[] {
	const limited = ['prlimit', `--as=${MAX_MEMORY}`, '--core=0', '--', ...argv]
	const drop = process.getuid?.() === 0 ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
	return ['setpriv', ...drop, '--no-new-privs', '--', ...limited]
}

export interface DecompressRequest {
	/** A program that reads standard input and writes a tar to standard output. */
	readonly argv: readonly string[]
	readonly path: string
	readonly into: NodeJS.WritableStream
	/** Bytes that may come out; also what stands behind the end of a tar counts. */
	readonly maxBytes: number
	readonly signal?: AbortSignal | undefined
}

/**
 * Decompresses a file into a stream.
 * @throws ArtifactFault `bad-archive` with the program's words, `too-large`; HostError when it cannot be started.
 */
export async function decompress({ argv, path, into, maxBytes, signal }: DecompressRequest): Promise<void> {
	await using file = await open(path)
	const [program = '', ...args] = unprivileged(argv)
	const child = spawn(program, args, {
		stdio: [file.fd, 'pipe', 'pipe'],
		cwd: '/',
		env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
	})
	const ended = new Promise<string>((resolve, reject) => {
		child.once('error', (cause) =>
			reject(new HostError(`${program} cannot be started: ${cause.message}.`, { cause })),
		)
		child.once('close', (code, by) => resolve(code === 0 ? '' : (by ?? `exit code ${code}`)))
	})
	const [output, errors] = [child.stdout!, child.stderr!]
	const words = text(errors)
	const piped = pipeline(output, limited(maxBytes), into, signal ? { signal } : {})
	// Whatever goes wrong first, the child is not left behind, and nobody's rejection is unheard.
	piped.catch(() => child.kill('SIGKILL'))
	const [how, said, written] = await Promise.allSettled([ended, words, piped])
	if (how.status === 'rejected') throw how.reason
	if (written.status === 'rejected' && !isEarlyEnd(written.reason)) throw written.reason
	const message = said.status === 'fulfilled' ? said.value.trim().split('\n').at(-1) : ''
	if (how.value !== '')
		throw new ArtifactFault('bad-archive', `${argv[0]} cannot read it (${how.value}): ${message}.`, {
			hint: 'Fetch it again; look at what it is (`file`).',
		})
	if (written.status === 'rejected') throw written.reason
}

const isEarlyEnd = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'

function limited(maxBytes: number): Transform {
	let bytes = 0
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			bytes += chunk.length
			if (bytes > maxBytes) done(tooLarge(`more than ${maxBytes} bytes, unpacked`))
			else done(null, chunk)
		},
	})
}

import { appendFile, type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bounded, pause, waitFor } from '../host/index.ts'

/**
 * Appends to one file what another one gets, which need not be there yet, until the signal aborts. What came between the
 * last look and the end is copied as well.
 */
export async function copyGrowing(
	from: string,
	to: string,
	{ signal, everyMs }: { readonly signal: AbortSignal; readonly everyMs: number },
): Promise<void> {
	const buffer = Buffer.alloc(64 * 1024)
	let source: FileHandle | undefined
	try {
		for (let position = 0; ;) {
			const last = signal.aborted
			source ??= await open(from).catch(() => undefined)
			for (let read = 1; source && read > 0;) {
				read = (await source.read(buffer, 0, buffer.length, position)).bytesRead
				position += read
				if (read > 0) await appendFile(to, buffer.subarray(0, read))
			}
			if (last) return
			await pause(everyMs, signal).catch(() => undefined)
		}
	} finally {
		await source?.close()
	}
}

/** The port of this host behind which the guest's sshd is, as the host agent says it. */
export function sshPort(instance: string, bounded: Bounded): Promise<number> {
	const path = join(instance, 'ha.stdout.log')
	return waitFor(
		{
			description: 'Lima’s SSH port',
			probe: async () => portIn(await readFile(path, 'utf8').catch(() => '')),
			hint: 'See limactl.log and lima.ha.stderr.log of the evidence.',
		},
		{ ...bounded, every: 100 },
	)
}

/** The host agent tells its state in JSON, an object a line; the last one may be half written. */
function portIn(log: string): number | undefined {
	for (const line of log.split('\n').slice(0, -1)) {
		const port = /"sshLocalPort":\s*(\d+)/.exec(line)?.[1]
		if (port !== undefined && port !== '0') return Number(port)
	}
	return undefined
}

import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bounded, followFile, waitFor } from '../host/index.ts'

/**
 * Appends to one file what another one gets, which need not be there yet, until the signal aborts. What came between the
 * last look and the end is copied as well.
 */
export function copyGrowing(
	from: string,
	to: string,
	{ signal, everyMs }: { readonly signal: AbortSignal; readonly everyMs: number },
): Promise<void> {
	const onBytes = (bytes: Buffer) => appendFile(to, bytes)
	return followFile(from, { signal, every: everyMs, missing: 'wait', onBytes })
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

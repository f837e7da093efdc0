import { readFile, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { HarnessError, HostError } from '#results/errors'
import { abortError, makeOwnedDirectory, startDetached } from '#vm/host'
import type { KeptVm } from '#vm/kept'
import { type KeeperMessage, type KeepRequest, STAY } from './keeper.ts'

const main = join(import.meta.dirname, `keeper-main${extname(import.meta.filename)}`)

export interface StartKeeperOptions {
	readonly signal: AbortSignal
	readonly log: (message: string) => void
	readonly env: NodeJS.ProcessEnv
	/** A test's own. */
	readonly program?: string | undefined
}

/**
 * Starts a process that brings a VM up and keeps it, and waits until it has. When this process ends before, so does that.
 * @throws HarnessError as the VM's start did; InterruptedError.
 */
export async function startKeeper(request: KeepRequest, options: StartKeeperOptions): Promise<KeptVm> {
	const { signal, log, env, program = main } = options
	const directory = await makeOwnedDirectory('cell')
	const errorFile = join(directory, 'keeper.log')
	try {
		const keeper = await startDetached(program, { errorFile, env })
		const abort = () => keeper.hangUp()
		signal.addEventListener('abort', abort, { once: true })
		try {
			keeper.tell(JSON.stringify(request))
			for await (const line of keeper.lines) {
				const message = JSON.parse(line) as KeeperMessage
				if (message.type === 'note') log(message.message)
				else if (message.type === 'ready' && !signal.aborted) {
					keeper.tell(STAY)
					keeper.letGo()
					return message.vm
				} else if (message.type === 'failed') {
					await keeper.ended
					if (signal.aborted) throw abortError('The start of the VM', signal)
					throw new HarnessError(message.code, message.message, {
						...(message.output ? { output: message.output } : {}),
					})
				}
			}
			const how = await keeper.ended
			if (signal.aborted) throw abortError('The start of the VM', signal)
			throw new HostError(`The process that was to keep the VM ${how}.`, {
				output: await readFile(errorFile, 'utf8'),
			})
		} finally {
			signal.removeEventListener('abort', abort)
		}
	} finally {
		await rm(directory, { recursive: true, force: true })
	}
}

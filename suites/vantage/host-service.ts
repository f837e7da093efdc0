import { guestProbe } from '#vm/guest/commands'
import { GuestCommandError } from '#results/errors'
import type { Guest } from '#vm'
import { askUntil } from '#vm/host'
import type { Answer } from '../probes/answer.ts'
import { answeredBy } from '../probes/expect-answer.ts'
import { ControlFailed } from '../check/outcome.ts'
import type { Vantage } from './vantage.ts'

export interface HostServiceRequest {
	readonly guest: Guest
	readonly host: Vantage
	readonly signal: AbortSignal
	readonly address: string
	readonly port: number
	/** Puts the server elsewhere in the VM, run by its unprivileged user; `host` is then a place in there. */
	readonly enter?: readonly string[] | undefined
	/** `peer`: in the peer's network namespace, on one of its addresses. Default: the VM's own. */
	readonly where?: 'peer' | undefined
}

/** A probe server on the VM itself, shown to answer there. Disposing of it stops it. */
export interface HostService extends AsyncDisposable {
	readonly who: string
	readonly control: Answer
}

/** One on several addresses: what it answered on each, in their order. */
interface HostServices extends AsyncDisposable {
	readonly who: string
	readonly controls: readonly Answer[]
}

/** Milliseconds for the start of a shell and of two programs, on a machine that is slow for everything. */
const startsWithin = 45_000

/** @throws ControlFailed when it does not answer on its own address. */
export async function startHostService({ address, ...request }: HostServiceRequest): Promise<HostService> {
	const started = await startHostServices({ ...request, addresses: [address] })
	return { ...started, control: started.controls[0]! }
}

/** One unit for all addresses: each costs the VM's systemd a start and a stop. @throws ControlFailed when one does not answer. */
export async function startHostServices({
	guest,
	host,
	signal,
	addresses,
	port,
	enter,
	where,
}: Omit<HostServiceRequest, 'address'> & {
	readonly addresses: readonly string[]
}): Promise<HostServices> {
	const who = `host-${port}`
	const unit = `rootless-matrix-${[who, ...addresses].join('-').replaceAll(/[.:]+/g, '-')}.service`
	const serve = [`${guestProbe}/serve`, who, String(port), ...addresses]
	const argv = enter === undefined ? serve : ['--uid=rootless', ...enter, ...serve]
	const namespace = where === undefined ? [] : ['-p', `NetworkNamespacePath=/run/netns/${where}`]
	const run = ['systemd-run', '--quiet', '--collect', `--unit=${unit}`, ...namespace, ...argv]
	// Without the check's signal: it is stopped above all when the check was cut short.
	const stop = async () => {
		await guest.exec(['systemctl', 'stop', unit], { deadline: 20_000 })
	}
	try {
		const { code, stderr } = await guest.exec(run, { signal })
		if (code !== 0 && /already (loaded|exists)/.test(stderr)) {
			// A check that was cut off, in this process or in one before it, has left it.
			await stop()
			await guest.check(run, { signal })
		} else if (code !== 0)
			throw new GuestCommandError(`systemd-run exited with ${code}: no server "${who}"`, { output: stderr })
		const controls: Answer[] = []
		for (const address of addresses) controls.push(await answerOf({ host, address, port, who }))
		return { who, controls, [Symbol.asyncDispose]: stop }
	} catch (error) {
		await stop()
		throw error
	}
}

async function answerOf({
	host,
	address,
	port,
	who,
}: Pick<HostServiceRequest, 'host' | 'address' | 'port'> & { readonly who: string }): Promise<Answer> {
	const control = await askUntil(
		() => host.ask({ host: address, port }),
		({ kind }) => kind === 'answered',
		startsWithin,
	)
	if (answeredBy(control, who)) return control
	throw new ControlFailed(`a server on the VM's ${address}:${port} does not answer there (${control.kind})`)
}

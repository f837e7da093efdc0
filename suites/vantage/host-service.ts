import { guestProbe } from '#vm/guest/commands'
import { GuestCommandError } from '#results/errors'
import type { Guest } from '#vm'
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

/** Milliseconds for the start of a shell and of two programs, on a machine that is slow for everything. */
const startsWithin = 45_000

/** @throws ControlFailed when it does not answer on its own address. */
export async function startHostService({
	guest,
	host,
	signal,
	address,
	port,
	enter,
	where,
}: HostServiceRequest): Promise<HostService> {
	const who = `host-${port}`
	// On each of several addresses a server of its own.
	const unit = `rootless-matrix-${who}-${address.replaceAll(/[.:]+/g, '-')}.service`
	const serve = [`${guestProbe}/serve`, who, String(port), address]
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
		let control: Answer | undefined
		const until = performance.now() + startsWithin
		do {
			// Each attempt takes a program's start in the guest, which is pause enough.
			control = await host.ask({ host: address, port })
			if (answeredBy(control, who)) return { who, control, [Symbol.asyncDispose]: stop }
		} while (control.kind !== 'answered' && performance.now() < until)
		throw new ControlFailed(
			`a server on the VM's ${address}:${port} does not answer there (${control?.kind})`,
		)
	} catch (error) {
		await stop()
		throw error
	}
}

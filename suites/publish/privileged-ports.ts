import type { Guest } from '#vm'
import { GuestCommandError } from '#results/errors'

const sysctl = 'net.ipv4.ip_unprivileged_port_start'

/** The first port that anybody on the VM may listen on. */
export async function firstUnprivilegedPort(guest: Guest, signal: AbortSignal): Promise<number> {
	const { stdout } = await guest.check(['sysctl', '-n', sysctl], { signal })
	const port = Number(stdout.trim())
	if (Number.isInteger(port)) return port
	throw new GuestCommandError(`${sysctl} is no number`, { output: stdout.slice(0, 200) })
}

/** Lets anybody on the VM listen from the port `to` on, as Docker's documentation says to. Disposing puts `from` back. */
export async function lowerUnprivilegedPorts(
	guest: Guest,
	{ from, to }: { readonly from: number; readonly to: number },
	signal: AbortSignal,
): Promise<AsyncDisposable> {
	await guest.check(['sysctl', '-q', '-w', `${sysctl}=${to}`], { signal })
	return {
		async [Symbol.asyncDispose]() {
			// Without the check's signal: it is put back above all when the check was cut short.
			await guest.check(['sysctl', '-q', '-w', `${sysctl}=${from}`], { deadline: 20_000 })
		},
	}
}

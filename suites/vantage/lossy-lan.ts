import type { Guest } from '#vm'

/** In turn and not by chance: what is sent again is another packet, and each run loses as many. */
const loss = '-i lan0 -p tcp -m statistic --mode nth --every 25 --packet 12 -j DROP'

export interface LossyLan extends AsyncDisposable {
	/** Packets so far, by whom they were for. */
	lost(): Promise<{ readonly toVm: number; readonly toPeer: number }>
}

const ends = [['toVm', []] as const, ['toPeer', ['ip', 'netns', 'exec', 'peer']] as const]

/** Lets the LAN lose packets of TCP in both directions. Disposing mends it. */
export async function lossyLan(guest: Guest, signal: AbortSignal): Promise<LossyLan> {
	const change = (verb: '-I' | '-D') =>
		ends.map(([, enter]) => [...enter, 'iptables', '-w', verb, 'INPUT', ...loss.split(' ')])
	// Without the check's signal: it is mended above all when the check was cut short.
	const mend = async () => {
		for (const argv of change('-D')) await guest.exec(argv, { deadline: 20_000 })
	}
	try {
		for (const argv of change('-I')) await guest.check(argv, { signal })
	} catch (error) {
		await mend()
		throw error
	}
	const dropped = async (enter: readonly string[]) => {
		const { stdout } = await guest.check([...enter, 'iptables', '-w', '-nvxL', 'INPUT'], { signal })
		const line = stdout.split('\n').find((text) => text.includes('statistic mode nth every 25'))
		return Number(/^\s*(\d+)/.exec(line ?? '')?.[1] ?? 0)
	}
	return {
		lost: async () => ({ toVm: await dropped([]), toPeer: await dropped(ends[1]![1]) }),
		[Symbol.asyncDispose]: mend,
	}
}

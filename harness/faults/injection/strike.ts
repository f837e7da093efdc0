import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SmallDisk } from './disk.ts'
import type { Fault } from './injection.ts'
import type { Subject } from '../subject.ts'
import { type Harness, run } from '../workspace.ts'

/** Does to a harness what a fault says, at the moment of the call. What has ended cannot be struck any more. */
export async function strike(
	fault: Fault,
	harness: Harness,
	disk: SmallDisk | undefined,
	{ strikeVm }: Pick<Subject, 'strikeVm'>,
): Promise<void> {
	const { pid } = harness
	switch (fault.kind) {
		case 'signal':
			for (const signal of fault.signals) {
				send(fault.group ? -pid : pid, signal)
				await sleep(20)
			}
			return
		case 'frozen':
			await strikeVm?.(harness, 'SIGSTOP')
			// It has to be frozen by then.
			await sleep(200)
			return send(pid, fault.signal)
		case 'limit':
			return limit(pid, fault.limit, fault.room)
		case 'disk-full':
		case 'store-eio':
			return disk?.strike()
		case 'cache':
			return fault.afterKill ? send(pid, 'SIGKILL') : undefined
		case 'torn-log':
			return send(pid, 'SIGKILL')
		case 'second-on-cache':
			return fault.kill ? send(pid, 'SIGKILL') : undefined
		case 'clock':
			return send(pid, 'SIGUSR2')
		case 'child': {
			const children = await childrenOf(pid)
			const child = children[fault.which % Math.max(1, children.length)]
			return child === undefined ? undefined : send(child, 'SIGKILL')
		}
		case 'vm':
			return strikeVm?.(harness, 'SIGKILL')
		case 'mirror':
		case 'second-on-run':
			return
	}
}

function send(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal)
	} catch {
		// It has just ended.
	}
}

async function childrenOf(pid: number): Promise<number[]> {
	const tasks = await readdir(`/proc/${pid}/task`).catch(() => [])
	const lists = await Promise.all(
		tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
	)
	return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number)).sort((a, b) => a - b)
}

/** Leaves a process room for a few more file descriptors, MiB of addresses, or KiB of a file. */
async function limit(pid: number, what: 'nofile' | 'as' | 'fsize', room: number): Promise<void> {
	const value = async (): Promise<number> => {
		if (what === 'nofile') return (await readdir(`/proc/${pid}/fd`)).length + room
		if (what === 'fsize') return 2048 * (1 + room)
		const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[0])
		return pages * 4096 + room * 2 ** 20
	}
	await value()
		.then((max) => run('prlimit', ['--pid', String(pid), `--${what}=${max}:${max}`]))
		.catch(() => undefined)
}

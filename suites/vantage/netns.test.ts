import type { Guest } from '#vm'
import { expect, it } from 'vitest'
import { netnsVantage } from './vantage.ts'

/** A guest that prints this for RootlessKit's state, and takes down every command after that. */
async function entered(state: string): Promise<readonly string[] | undefined> {
	const argvs: (readonly string[])[] = []
	const guest = {
		exec: async (argv: readonly string[]) => {
			argvs.push(argv)
			return { stdout: argv[0] === 'find' ? state : '', stderr: '', code: 0, ms: 1 }
		},
	} as unknown as Guest
	await netnsVantage(guest, AbortSignal.timeout(1000)).run(['ip', 'link'])
	return argvs.at(-1)
}

it("stands in the network namespace of RootlessKit's child", async () => {
	expect(await entered('1234')).toEqual([
		...['nsenter', '--preserve-credentials', '-U', '-m', '-n', '-t', '1234', '--', 'ip', 'link'],
	])
})

it('stands in the one that RootlessKit has detached, which is a file of the child’s own mounts', async () => {
	expect(await entered('/run/user/1000/dockerd-rootless/netns\n1234')).toEqual([
		...['nsenter', '--preserve-credentials', '-U', '-m', '-t', '1234', '--'],
		...['nsenter', '-n/run/user/1000/dockerd-rootless/netns', '--', 'ip', 'link'],
	])
})

it('is nowhere without a child', async () => {
	await expect(entered('')).rejects.toThrow(/RootlessKit has no child/)
	await expect(entered('/run/user/1000/dockerd-rootless/netns')).rejects.toThrow(/no child/)
})

import type { OneCell } from '#harness/run'
import { type FakeVmOptions, fakeVmDriver } from '#vm/fake'
import type { OpenHanded } from './keeper.ts'

/** For tests: brings up VMs that are SSH servers on loopback, with a daemon that nobody asks. */
export function fakeOpen(options: FakeVmOptions & { readonly daemon?: OneCell['daemon'] } = {}) {
	const driver = fakeVmDriver(options)
	const open: OpenHanded = async ({ cell, evidenceDir, signal, phase }) => {
		const host = await driver.probe({ vmlinuz: '', cacheDir: '' })
		const spec = { name: cell.slug, host, memoryMiB: 1, cpus: 1, vmlinuz: '', initrd: '', evidenceDir }
		const start = () => driver.start({ ...spec, root: { path: '', format: 'raw' } }, { signal })
		const vm = await (phase ? phase('boot', start) : start())
		return {
			guest: vm.guest,
			ssh: vm.ssh,
			daemon: options.daemon ?? { state: 'active' },
			evidenceDir,
			stack: { origins: [] },
			path: '/opt/stacks/docker/bin:/usr/bin',
			[Symbol.asyncDispose]: async () => void (await vm.stop()),
		}
	}
	return { driver, open }
}

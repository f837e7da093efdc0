import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeBzImage, fakeTar } from '#vm/kernel/testing'
import type { Services } from '../../context.ts'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-kernel-'))
})
afterEach(() => rm(directory, { recursive: true }))

const builtIn = [
	...['USER_NS', 'NAMESPACES', 'NET_NS', 'PID_NS', 'IPC_NS', 'UTS_NS', 'CGROUPS', 'KEYS', 'POSIX_MQUEUE'],
	...['BLK_DEV_INITRD', 'DEVTMPFS', 'UNIX', 'TMPFS', 'FHANDLE', 'INET', 'IPV6', 'SERIAL_8250_CONSOLE'],
	...[
		'SECCOMP',
		'SECCOMP_FILTER',
		'CGROUP_BPF',
		'CGROUP_SCHED',
		'CFS_BANDWIDTH',
		'FAIR_GROUP_SCHED',
		'MEMCG',
	],
	...['CGROUP_PIDS', 'CPUSETS', 'BLK_CGROUP', 'NF_TABLES_IPV4', 'X86_64', 'VIRTIO_PCI'],
]
const asModules = [
	...[
		'TUN',
		'BRIDGE',
		'VETH',
		'OVERLAY_FS',
		'NF_TABLES',
		'NFT_COMPAT',
		'NFT_NAT',
		'IP_NF_IPTABLES_LEGACY',
		'IP_NF_FILTER',
	],
	...['IP_NF_NAT', 'NF_NAT', 'NF_CONNTRACK', 'NETFILTER_XT_MATCH_ADDRTYPE', 'NETFILTER_XT_MATCH_CONNTRACK'],
	...[
		'NETFILTER_XT_TARGET_MASQUERADE',
		'NETFILTER_XT_NAT',
		'NETFILTER_XTABLES',
		'NF_CT_NETLINK',
		'BRIDGE_NETFILTER',
	],
	...[
		'IP6_NF_IPTABLES_LEGACY',
		'IP6_NF_FILTER',
		'IP6_NF_NAT',
		'NETFILTER_XT_CONNMARK',
		'VIRTIO_BLK',
		'VIRTIO_NET',
		'EXT4_FS',
	],
]

/** A whole configuration with what rootless Docker needs, but for `without`. */
async function config(...without: readonly string[]): Promise<string> {
	const line = (name: string, value: string) =>
		without.includes(name) ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`
	const path = join(directory, 'config')
	const lines = [
		'# Linux/x86 6.12.117 Kernel Configuration',
		...builtIn.map((name) => line(name, 'y')),
		...asModules.map((name) => line(name, 'm')),
		...Array.from({ length: 200 }, (_, index) => `# CONFIG_OTHER_${index} is not set`),
	]
	await writeFile(path, `${lines.join('\n')}\n`)
	return path
}

describe('kernel inspect', () => {
	it('says that a kernel has all that is needed, and what br_netfilter decides', async () => {
		const { code, stdout, stderr } = await cli(['kernel', 'inspect', await config()])
		expect([code, stderr]).toEqual([0, ''])
		expect(stdout).toContain('✔ Linux 6.12.117 has all that rootless Docker 27.5.1 needs.')
		expect(stdout).toMatch(/✔ br_netfilter +module/)
		expect(stdout).toMatch(/✔ br_netfilter loaded, icc=false +starts/)
		expect(stdout).toMatch(/✘ br_netfilter unloaded, icc=false +refuses to start/)
	})

	it('ends with 1 when something is missing that every daemon needs, and predicts nothing then', async () => {
		const path = await config('NETFILTER_XT_MATCH_ADDRTYPE', 'BRIDGE_NETFILTER')
		const { code, stdout } = await cli(['kernel', 'inspect', path, '--docker', '29.6.2'])
		expect(code).toBe(1)
		expect(stdout).toContain('✘ Rootless Docker 29.6.2 does not work on Linux 6.12.117: xt_addrtype.')
		expect(stdout).toMatch(/✘ xt_addrtype +missing/)
		expect(stdout).toContain('CONFIG_NETFILTER_XT_MATCH_ADDRTYPE is not set')
		expect(stdout).not.toContain('is expected to do on it')
	})

	it('without br_netfilter only the settings that want it fail', async () => {
		const { code, stdout } = await cli(['kernel', 'inspect', await config('BRIDGE_NETFILTER')])
		expect(code).toBe(0)
		expect(stdout).toMatch(/▲ br_netfilter +missing/)
		expect(stdout).toMatch(/✔ br_netfilter absent, default settings +starts/)
		expect(stdout).toMatch(/✘ br_netfilter absent, userland-proxy=false +refuses/)
	})

	it('ends with 1 when the kernel cannot run a guest', async () => {
		const { code, stdout } = await cli(['kernel', 'inspect', await config('USER_NS')])
		expect(code).toBe(1)
		expect(stdout).toContain('It cannot run here')
		expect(stdout).toMatch(/rootless\s+Docker\s+is\s+impossible/)
	})

	it('gives all of it as JSON', async () => {
		const { stdout } = await cli(['kernel', 'inspect', await config('VETH'), '--json'])
		const data = JSON.parse(stdout) as { verdict: string; requirements: { id: string; effect: string }[] }
		expect(data.verdict).toBe('broken')
		expect(data.requirements.filter(({ effect }) => effect === 'breaks').map(({ id }) => id)).toEqual([
			'veth',
		])
	})

	it('says all of it in Chinese, but for names and what a daemon says', async () => {
		const path = await config('NETFILTER_XT_MATCH_ADDRTYPE', 'VIRTIO_BLK', 'BLK_DEV_NVME', 'XFRM_USER')
		for (const given of [path, await config('BRIDGE_NETFILTER')]) {
			const { stdout, stderr } = await cli(['kernel', 'inspect', given, '--all', '--lang', 'zh'])
			expect(stderr).toBe('')
			expect(stdout).toContain('rootless Docker 27.5.1 对它的要求')
			const evidence = /failed to start daemon|cannot restrict|stat \/proc|environment variable/
			const sentence = /(?<![\w/.=:-])[A-Za-z][a-z']+(?: [a-z']+){2,}/
			expect(stdout.split('\n').filter((line) => sentence.test(line) && !evidence.test(line))).toEqual([])
		}
	})

	it('has a disk read in a guest, says so, and takes the kernel that is asked for', async () => {
		const disk = join(directory, 'disk')
		execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '8M'])
		const images = ['6.1.0-1', '6.12.0-1'].map((release) => [
			`boot/vmlinuz-${release}`,
			fakeBzImage({ release }),
		])
		const archive = join(directory, 'archive')
		await writeFile(archive, await fakeTar(Object.fromEntries(images) as Record<string, Buffer>))
		const diskReader: Services['diskReader'] =
			({ log }) =>
			async ({ format }) => {
				log(`a guest reads ${format}`)
				return archive
			}
		const asked = await cli(['kernel', 'inspect', `${disk}#release=6.1.0-1`], { diskReader })
		expect(asked.stderr).toBe('· a guest reads qcow2\n')
		expect(asked.stdout).toMatch(/release +6\.1\.0-1/)
		const { code, stderr } = await cli(['kernel', 'inspect', disk], { diskReader })
		expect(code).toBe(3)
		expect(stderr).toContain('has 2 kernels: 6.1.0-1, 6.12.0-1;')
	})

	it('takes several files, and says all problems of usage at once', async () => {
		const path = await config()
		expect((await cli(['kernel', 'inspect', path, path])).code).toBe(0)
		const { code, stderr } = await cli(['kernel', 'inspect', path, path, '--dockr', '--docker', 'new'])
		expect(code).toBe(2)
		expect(stderr).toContain("unknown option '--dockr'")
		expect(stderr).toContain('--docker "new": expected a version')
	})

	it.each([
		['a file that is not there', 2, 'none', undefined, 'none: cannot be opened: ENOENT'],
		['a file that is no kernel', 3, 'notes.txt', 'hello\n'.repeat(40), 'is no kernel image, no package'],
	])('%s is exit code %i', async (_, expected, name, content, message) => {
		const path = join(directory, name)
		if (content !== undefined) await writeFile(path, content)
		const { code, stdout, stderr } = await cli(['kernel', 'inspect', path])
		expect([code, stdout]).toEqual([expected, ''])
		expect(stderr).toContain(message)
		expect(stderr).not.toContain('because: ENOENT')
	})
})

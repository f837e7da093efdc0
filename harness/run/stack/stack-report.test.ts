import { describe, expect, test } from 'vitest'
import { assertAskedStack, parseStackReport, stackOf } from './stack-report.ts'

const report = `dockerd\trunning\t/opt/stacks/docker.io-26/bin/dockerd\tDocker version 26.1.5+dfsg1, build 411e817
containerd\trunning\t/opt/stacks/docker.io-26/bin/containerd\tcontainerd github.com/containerd/containerd 1.7.24~ds1 1.7.24~ds1-6+deb13u1
rootlesskit\trunning\t/opt/stacks/rootlesskit-2.0.2-2+b9/bin/rootlesskit\trootlesskit version 2.0.2
pasta\trunning\t/opt/stacks/passt-1/bin/passt.avx2\tpasta 0.0~git20250503.587980c-2+deb13u1
runc\tidle\t/opt/stacks/docker.io-26/bin/runc\trunc version 1.1.15+ds1
docker\tidle\t/opt/stacks/docker.io-26/bin/docker\tDocker version 26.1.5+dfsg1, build 411e817
docker-buildx\tidle\t/opt/stacks/docker.io-26/cli-plugins/docker-buildx\tgithub.com/docker/buildx 0.13.1 0.13.1+ds1-3
kernel\trunning\t/proc/version\t6.12.107+deb13-cloud-amd64
`
const running = { running: true }
const programs = parseStackReport(report)

test('the stack is what the programs say of themselves', () => {
	expect(stackOf(programs, [])).toEqual({
		dockerd: '26.1.5+dfsg1',
		containerd: '1.7.24~ds1',
		rootlesskit: '2.0.2',
		passt: '0.0~git20250503.587980c-2+deb13u1',
		runc: '1.1.15+ds1',
		docker: '26.1.5+dfsg1',
		buildx: '0.13.1',
		kernelRelease: '6.12.107+deb13-cloud-amd64',
		origins: [],
	})
})

test('of a network driver that nothing else knows, its version is recorded under its name', () => {
	const line = 'newnet\trunning\t/opt/stacks/newnet-1/bin/newnet\tnewnet version 1.2.3 (a build)\n'
	const other = parseStackReport(report.replace(/^pasta.*\n/m, line))
	const stack = stackOf(other, [], [{ name: 'network', program: 'newnet' }])
	expect(stack.network).toEqual({ program: 'newnet', version: '1.2.3' })
	expect(stack.passt).toBeUndefined()
	const pasta = stackOf(programs, [], [{ name: 'network', program: 'pasta' }])
	expect(pasta).toEqual(stackOf(programs, []))
})

describe('a stack other than the one asked for is an error', () => {
	const dockerd = { program: 'dockerd', directory: 'docker.io-26', version: '26.1.5+dfsg1' }

	test('not when all is as asked', () =>
		expect(() => assertAskedStack(programs, [dockerd], running)).not.toThrow())

	test('another version', () => {
		expect(() => assertAskedStack(programs, [{ ...dockerd, version: '27.5.1' }], running)).toThrow(
			'Asked for 27.5.1, the daemon says 26.1.5+dfsg1.',
		)
		const rootlesskit = { program: 'rootlesskit', directory: 'rootlesskit-2.0.2-2+b9', version: '2.3.2' }
		expect(() => assertAskedStack(programs, [rootlesskit], running)).toThrow(
			'Asked for rootlesskit 2.3.2, it says 2.0.2.',
		)
	})
	test('but not one that ended while it was asked: the machine was too slow, and --retries is for that', () => {
		const gone = report.replace(
			/rootlesskit version .*/,
			"env: '/proc/of-one-that-ended/rootlesskit': No such file or directory",
		)
		const rootlesskit = { program: 'rootlesskit', directory: 'rootlesskit-2.0.2-2+b9', version: '2.0.2' }
		const asked = () => assertAskedStack(parseStackReport(gone), [rootlesskit], running)
		expect(asked).toThrow('The rootlesskit that ran did not answer with its version: it ended meanwhile.')
		expect(asked).toThrow(expect.objectContaining({ code: 'timeout' }))
		const local = () => assertAskedStack(parseStackReport(gone), [{ ...rootlesskit, version: '' }], running)
		expect(local).toThrow('did not answer')
	})
	test('a program from elsewhere in PATH', () => {
		expect(() => assertAskedStack(programs, [{ ...dockerd, directory: 'docker.io-28' }], running)).toThrow(
			'The dockerd in use is /opt/stacks/docker.io-26/bin/dockerd, not the one of docker.io-28.',
		)
	})
	test('a program that is not there', () => {
		expect(() => assertAskedStack(programs, [{ ...dockerd, program: 'slirp4netns' }], running)).toThrow(
			'no slirp4netns',
		)
	})
	test('a file that is no process while the daemon runs', () => {
		const runc = { program: 'runc', directory: 'docker.io-26', version: '1.1.15' }
		expect(() => assertAskedStack(programs, [runc], running)).toThrow('no runc process')
		expect(() => assertAskedStack(programs, [runc], { running: false })).not.toThrow()
		// It ends at once where it is called, as lxc-user-nic does.
		expect(() => assertAskedStack(programs, [{ ...runc, runsOnce: true }], running)).not.toThrow()
	})
	test('but a passt that was built without its version is known by its path', () => {
		const old = parseStackReport('pasta\trunning\t/opt/stacks/passt-0/bin/passt\tpasta unknown version\n')
		expect(() =>
			assertAskedStack(old, [{ program: 'pasta', directory: 'passt-0', version: '0.0~git2023' }], running),
		).not.toThrow()
		expect(stackOf(old, []).passt).toBe('unknown version')
	})
	test('a companion of another part, or of another version than its package', () => {
		const origins = [
			{ part: 'containerd', provider: 'debian', version: '1.7.24~ds1-6+deb13u1' },
			{ part: 'runc', provider: 'debian', version: '1.1.15+ds1-2+b4' },
		]
		const part = { ...dockerd, origins }
		expect(() => assertAskedStack(programs, [part], running)).not.toThrow()
		for (const [name, line] of Object.entries({
			containerd: 'containerd\trunning\t/usr/bin/containerd\tcontainerd c 1.7.24~ds1 x',
			runc: 'runc\tidle\t/usr/local/bin/runc\trunc version 1.1.15+ds1',
			'docker-proxy': 'docker-proxy\tidle\t/usr/bin/docker-proxy\t',
			'rootlesskit-docker-proxy': 'rootlesskit-docker-proxy\tidle\t/usr/bin/rootlesskit-docker-proxy\t',
			docker: 'docker\tidle\t/usr/bin/docker\tDocker version 26.1.5+dfsg1, build 411e817',
			'docker-buildx':
				'docker-buildx\tidle\t/usr/libexec/docker/cli-plugins/docker-buildx\tgithub.com/docker/buildx v0.20.0 af',
		})) {
			const others = report.split('\n').filter((one) => !one.startsWith(`${name}\t`))
			const mixed = parseStackReport([...others, line].join('\n'))
			expect(() => assertAskedStack(mixed, [part], running)).toThrow(`The ${name} in use is /usr/`)
		}
		const older = report.replace('runc version 1.1.15', 'runc version 1.1.1')
		expect(() => assertAskedStack(parseStackReport(older), [part], running)).toThrow(
			'Asked for runc 1.1.15+ds1-2+b4, it says 1.1.1+ds1.',
		)
		const olderClient = report.replace(/^(docker\t.*) 26\.1\.5\+dfsg1/m, '$1 26.1.4')
		expect(() => assertAskedStack(parseStackReport(olderClient), [part], running)).toThrow(
			'Asked for docker 26.1.5+dfsg1, it says 26.1.4.',
		)
	})
	test.each(['containerd', 'runc', 'docker'])('a Docker without its %s, whether it runs or not', (name) => {
		const rest = programs.filter((program) => program.name !== name)
		for (const running of [true, false])
			expect(() => assertAskedStack(rest, [dockerd], { running })).toThrow(
				`The guest has no ${name}, which docker.io-26 is to bring beside its dockerd.`,
			)
	})
	test('but a Docker without a proxy or a plug-in of its own is whole, and other parts need no companions', () => {
		const names = programs.map(({ name }) => name)
		expect(names).not.toContain('docker-proxy')
		const rest = programs.filter(({ name }) => name !== 'docker-buildx')
		expect(() => assertAskedStack(rest, [dockerd], running)).not.toThrow()
		const pasta = { program: 'pasta', directory: 'passt-1', version: '' }
		const alone = programs.filter(({ name }) => name === 'pasta')
		expect(() => assertAskedStack(alone, [pasta], running)).not.toThrow()
	})
	test('but a local build’s companions are of whatever version they are', () => {
		const origins = ['containerd', 'runc', 'docker'].map((part) => ({
			part,
			provider: 'local',
			version: 'local',
		}))
		const local = { ...dockerd, version: '', origins }
		expect(() => assertAskedStack(programs, [local], running)).not.toThrow()
	})
})

test('a docker-proxy of RootlessKit is of its own part, where that brings it', () => {
	const line = 'rootlesskit-docker-proxy\tidle\t/opt/stacks/rootlesskit-2/bin/rootlesskit-docker-proxy\t\n'
	const parts = [
		{ program: 'dockerd', directory: 'docker.io-26', version: '' },
		{ program: 'rootlesskit', directory: 'rootlesskit-2.0.2-2+b9', version: '' },
	]
	expect(() => assertAskedStack(parseStackReport(report + line), parts, running)).toThrow(
		'/opt/stacks/rootlesskit-2/',
	)
	const moved = line.replace('rootlesskit-2/', 'rootlesskit-2.0.2-2+b9/')
	expect(() => assertAskedStack(parseStackReport(report + moved), parts, running)).not.toThrow()
})

test('a process’s own executable knows not whether it is called pasta or passt', () => {
	const line = 'pasta\trunning\t/opt/stacks/passt-1/bin/passt.avx2\tpasst 2025_05_03.587980c\n'
	expect(stackOf(parseStackReport(line), []).passt).toBe('2025_05_03.587980c')
})

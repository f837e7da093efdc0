import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { kernelWords } from '../qemu/index.ts'
import { limaPlatform } from './platform.ts'
import { checkTemplate, type LimaFiles, limaTemplate, templateYaml } from './template.ts'

const files: LimaFiles = {
	root: '/cache/base.qcow2',
	rootBytes: 6663700480,
	vmlinuz: '/cache/vmlinuz',
	initrd: '/run/initrd',
	disks: ['modules', 'part-docker'],
}
const spec = { cpus: 2, memoryMiB: 2048, cmdline: ['modules_load=br_netfilter'] }
const linux = limaPlatform('linux', 'x86_64')

test('a VM on Linux, as Lima reads it', () => {
	expect(templateYaml(limaTemplate(spec, files, linux, ['console=x', 'loglevel=6', 'panic=-1'])))
		.toMatchInlineSnapshot(`
		"# Written by rootless-matrix for one VM.
		minimumLimaVersion: 2.0.2
		vmType: qemu
		arch: x86_64
		plain: true
		cpus: 2
		memory: 2048MiB
		disk: "6663700480"
		firmware:
		  legacyBIOS: true
		images:
		  - location: /cache/base.qcow2
		    arch: x86_64
		    kernel:
		      location: /cache/vmlinuz
		      cmdline: console=ttyS0 panic=0 loglevel=6 rootless-matrix.mgmt=192.168.5.15 modules_load=br_netfilter
		    initrd:
		      location: /run/initrd
		additionalDisks:
		  - name: modules
		    format: false
		  - name: part-docker
		    format: false
		mounts: []
		containerd:
		  system: false
		  user: false
		ssh:
		  localPort: 0
		  loadDotSSHPubKeys: false
		  forwardAgent: false
		  overVsock: false
		user:
		  name: rootless
		  uid: 1000
		  home: /home/rootless
		  shell: /bin/bash
		hostResolver:
		  enabled: false
		propagateProxyEnv: false
		portForwards:
		  - guestIP: 0.0.0.0
		    proto: any
		    ignore: true
		video:
		  display: none
		"
	`)
})

test('what Lima reads is what was meant, however long a line is', () => {
	const template = limaTemplate(
		{ ...spec, cmdline: [`x=${'y '.repeat(200)}`, 'a: b # c'] },
		files,
		linux,
		kernelWords('x86_64'),
	)
	expect(parse(templateYaml(template))).toEqual(template)
})

// Not tried on a Mac.
test('on macOS: its own hypervisor, a raw image, the console of virtio, no firmware', () => {
	const template = limaTemplate(spec, files, limaPlatform('darwin', 'aarch64'), kernelWords('x86_64'))
	expect(template).toMatchObject({ vmType: 'vz', arch: 'aarch64' })
	expect(template).not.toHaveProperty('firmware')
	expect(template.images[0].kernel.cmdline).toMatch(/^console=hvc0 panic=0 loglevel=6 /)
	expect(limaPlatform('darwin', 'aarch64')).toMatchObject({ rootFormat: 'raw', consoleLog: 'serialv.log' })
})

test.each([
	[{ vmlinuz: 'vmlinuz' }, {}, /vmlinuz is no absolute path/],
	[{}, { cpus: 0 }, /0 processors/],
	[{}, { cmdline: ['a\nb'] }, /a control character/],
	[{ disks: ['../x'] }, {}, /a disk called "..\/x"/],
])('before anything starts, %o %o is refused', (file, other, message) => {
	const template = limaTemplate({ ...spec, ...other }, { ...files, ...file }, linux, kernelWords('x86_64'))
	expect(() => checkTemplate(template)).toThrow(message)
})

/** What of an instance decides QEMU's command line. */
interface FakeInstance {
	readonly name: string
	/** `$LIMA_HOME/NAME` */
	readonly directory: string
	/** `$LIMA_HOME/_disks` */
	readonly disksDirectory: string
	readonly memoryMiB: number
	readonly cpus: number
	readonly cmdline: string
	readonly disks: readonly string[]
	readonly sshLocalPort: number
	readonly mac: string
	/** QEMU_SYSTEM_X86_64: a program and arguments of its own, which exclude Lima's. */
	readonly qemu: string | undefined
	/** Whether there is a /dev/kvm: Lima looks no further. */
	readonly hasKvm: boolean
}

/** QEMU's command line as Lima 2.2.0 builds it for a plain instance with a kernel of its own: qemu-argv.golden.txt. */
export function fakeQemuArgv(of: FakeInstance): string[] {
	const { directory, cpus } = of
	const [program = 'qemu-system-x86_64', ...own] = (of.qemu ?? '').split(' ').filter(Boolean)
	const unless = (option: string, value: string) => (own.includes(option) ? [] : [option, value])
	const socket = (id: string, file: string, log = '') =>
		`socket,id=${id},path=${directory}/${file},server=on,wait=off${log && `,logfile=${directory}/${log}`}`
	return [
		...[program, ...own],
		...unless('-machine', `q35,accel=${of.hasKvm ? 'kvm' : 'tcg'}`),
		...unless('-cpu', of.hasKvm ? 'host' : 'max'),
		...['-m', `${of.memoryMiB}`],
		...['-smp', `${cpus},sockets=1,cores=${cpus},threads=1`],
		...['-device', 'qemu-xhci,id=usb-bus'],
		...['-drive', `file=${directory}/disk,if=none,discard=on,id=boot-disk`],
		...['-device', 'virtio-blk-pci,drive=boot-disk,bootindex=1'],
		...['-boot', 'order=c,splash-time=0,menu=on'],
		...of.disks.flatMap((name) => [
			'-drive',
			`file=${of.disksDirectory}/${name}/datadisk,if=virtio,discard=on`,
		]),
		...['-drive', `id=cdrom0,if=none,format=raw,readonly=on,file=${directory}/cidata.iso`],
		...['-device', 'virtio-scsi,id=scsi0', '-device', 'scsi-cd,bus=scsi0.0,drive=cdrom0'],
		...['-kernel', `${directory}/kernel`, '-append', of.cmdline, '-initrd', `${directory}/initrd`],
		'-netdev',
		`user,id=net0,net=192.168.5.0/24,dhcpstart=192.168.5.15,hostfwd=tcp:127.0.0.1:${of.sshLocalPort}-:22`,
		...['-device', `virtio-net-pci,netdev=net0,mac=${of.mac}`],
		...['-device', 'virtio-rng-pci', '-audiodev', 'none,id=snd0'],
		...['-display', 'none', '-vga', 'none', '-parallel', 'none'],
		...['-chardev', socket('char-serial', 'serial.sock', 'serial.log'), '-serial', 'chardev:char-serial'],
		...['-chardev', socket('char-serial-virtio', 'serialv.sock', 'serialv.log')],
		...['-device', 'virtio-serial-pci,id=virtio-serial0,max_ports=1'],
		...['-device', 'virtconsole,chardev=char-serial-virtio,id=console0'],
		...['-chardev', socket('char-qmp', 'qmp.sock'), '-qmp', 'chardev:char-qmp'],
		...['-name', `lima-${of.name}`, '-pidfile', `${directory}/qemu.pid`],
	]
}

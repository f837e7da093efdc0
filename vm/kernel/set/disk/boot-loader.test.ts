import { expect, test } from 'vitest'
import { defaultRelease } from './boot-loader.ts'

const entry = (release: string, title = `Fedora (${release})`) =>
	`title ${title}\nversion ${release}\nlinux /vmlinuz-${release}\ninitrd /initramfs-${release}.img\n`
const files = (texts: Readonly<Record<string, string>>) =>
	Object.entries(texts).map(([path, text]) => ({ path, text }))

const two = {
	'vda1/loader/entries/abc-6.12.0-55.el10.x86_64.conf': entry('6.12.0-55.el10.x86_64'),
	'vda1/loader/entries/abc-6.12.0-60.el10.x86_64.conf': entry('6.12.0-60.el10.x86_64'),
}
const rescue = { 'vda1/loader/entries/abc-0-rescue.conf': entry('0-rescue-abc', 'Fedora (0-rescue-abc)') }

/** As update-grub writes it, shortened. */
const menu = (preset: string) => `
if [ "\${next_entry}" ] ; then
   set default="\${next_entry}"
   set next_entry=
else
   set default="${preset}"
fi
menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-x' {
	linux	/boot/vmlinuz-6.12.120+deb13-amd64 root=UUID=x ro quiet
	initrd	/boot/initrd.img-6.12.120+deb13-amd64
}
submenu 'Advanced options for Debian GNU/Linux' $menuentry_id_option 'gnulinux-advanced-x' {
	menuentry 'Debian, with 6.12.120' --class debian $menuentry_id_option 'gnulinux-6.12.120-x' {
		linux	/boot/vmlinuz-6.12.120+deb13-amd64 root=UUID=x ro
	}
	menuentry 'Debian, with 6.12.117' --class debian $menuentry_id_option 'gnulinux-6.12.117-x' {
		linux	/boot/vmlinuz-6.12.117+deb13-amd64 root=UUID=x ro
	}
}
`

test.each([
	[
		'grubenv names an entry',
		{ ...two, 'vda1/grub2/grubenv': '# GRUB\nsaved_entry=abc-6.12.0-55.el10.x86_64\nboot_success=1\n' },
		'6.12.0-55.el10.x86_64',
	],
	[
		'loader.conf has a pattern, of which the newest fits',
		{ ...two, 'vda1/loader/loader.conf': 'timeout 3\ndefault abc-*\n' },
		'6.12.0-60.el10.x86_64',
	],
	['several entries, and nothing says which', two, undefined],
	[
		'one entry beside the one for rescue',
		{ ...rescue, 'vda1/loader/entries/abc-6.1.conf': entry('6.1.0') },
		'6.1.0',
	],
	[
		'an entry without a version, in the machine’s own directory',
		{ 'vda1/loader/entries/x+3-1.conf': 'title Arch\nlinux /0123abcd/6.9.1-arch1-1/linux\n' },
		'6.9.1-arch1-1',
	],
	['the first of grub’s menu', { 'vda1/boot/grub/grub.cfg': menu('0') }, '6.12.120+deb13-amd64'],
	['one in a submenu, by numbers', { 'vda1/boot/grub/grub.cfg': menu('1>1') }, '6.12.117+deb13-amd64'],
	[
		'one in a submenu, by names',
		{ 'vda1/boot/grub/grub.cfg': menu('gnulinux-advanced-x>Debian, with 6.12.117') },
		'6.12.117+deb13-amd64',
	],
	[
		'one that was saved',
		{
			'vda1/boot/grub/grub.cfg': menu('${saved_entry}'),
			'vda1/boot/grub/grubenv': 'saved_entry=gnulinux-advanced-x>gnulinux-6.12.117-x\n',
		},
		'6.12.117+deb13-amd64',
	],
	['one that is not there', { 'vda1/boot/grub/grub.cfg': menu('7') }, undefined],
	['no boot loader', {}, undefined],
])('%s', (_, texts: Readonly<Record<string, string>>, release) => {
	expect(defaultRelease(files(texts))).toBe(release)
})

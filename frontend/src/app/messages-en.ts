export const files = import.meta.glob<object>(['/src/lib/messages/en.json', '/src/features/*/messages/en.json'], {
  eager: true,
  import: 'default',
});

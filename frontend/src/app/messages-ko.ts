export const files = import.meta.glob<object>(['/src/lib/messages/ko.json', '/src/features/*/messages/ko.json'], {
  eager: true,
  import: 'default',
});

import { Button, PasswordInput, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { keepToken } from "../../api/access";
import { useSpeech } from "../../text/speech";

/** Writing needs somebody who may: until there are accounts, by a token of `twin token`. */
export function AccessPrompt({ refused }: { refused: boolean }) {
  const { say } = useSpeech();
  const [token, setToken] = useState("");
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim()) keepToken(token.trim());
  };
  return (
    <form onSubmit={keep}>
      <Text size="xs" c="dimmed" mb={6}>
        {say("tokenNeeded")}
      </Text>
      <PasswordInput
        size="xs"
        label={say("token")}
        value={token}
        autoComplete="off"
        onChange={(event) => setToken(event.currentTarget.value)}
        error={refused && say("tokenRefused")}
      />
      <Button type="submit" size="compact-sm" mt={8} disabled={!token.trim()}>
        {say("useToken")}
      </Button>
    </form>
  );
}
